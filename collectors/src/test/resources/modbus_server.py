# A Modbus server of pymodbus: coils, inputs and registers from a file of lines 'FUNCTION ADDRESS: hex words', for units 1, 2 and 3.
# modbus_server.py PORT FILE [tcp | rtu | tls CERTIFICATE KEY CA]
# The file is read again for every request, so that a test can change a register or take it away.
import ssl
import sys

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.device import ModbusDeviceIdentification
from pymodbus.server import StartTcpServer, StartTlsServer
from pymodbus.transaction import ModbusRtuFramer, ModbusSocketFramer


class FileBlock(ModbusSequentialDataBlock):
    def __init__(self, path, function):
        super().__init__(0, [0] * 65536)
        self.path = path
        self.function = function

    def registers(self):
        found = {}
        for line in open(self.path):
            if ":" in line and not line.startswith("#"):
                start, words = line.split(":")
                function, address = start.split()
                if function == self.function:
                    for offset, word in enumerate(words.split()):
                        found[int(address) + offset] = int(word, 16)
        return found

    def validate(self, address, count=1):
        found = self.registers()
        return all(a in found for a in range(address, address + count))

    def getValues(self, address, count=1):
        found = self.registers()
        return [found[a] for a in range(address, address + count)]


port, path, mode = int(sys.argv[1]), sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else "tcp"
slave = ModbusSlaveContext(
    co=FileBlock(path, "1"), di=FileBlock(path, "2"), hr=FileBlock(path, "3"), ir=FileBlock(path, "4"), zero_mode=True
)
served = dict(
    context=ModbusServerContext(slaves={1: slave, 2: slave, 3: slave}, single=False),
    identity=ModbusDeviceIdentification(
        info_name={"VendorName": "A test", "ProductCode": "T1", "MajorMinorRevision": "7.0", "ProductName": "Test meter"}
    ),
    address=("127.0.0.1", port),
    allow_reuse_address=True,
)
if mode == "tls":
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[4], sys.argv[5])
    context.load_verify_locations(sys.argv[6])
    context.verify_mode = ssl.CERT_REQUIRED
    # its own framer for TLS leaves the header out, which the specification of Modbus/TCP Security keeps
    StartTlsServer(sslctx=context, framer=ModbusSocketFramer, **served)
else:
    StartTcpServer(framer=ModbusRtuFramer if mode == "rtu" else ModbusSocketFramer, **served)
