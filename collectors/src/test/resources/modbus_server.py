# A Modbus TCP server of pymodbus: holding registers from a file of lines 'address: hex words', on a given port.
# The file is read again for every request, so that a test can change a register or take it away.
import sys

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.server import StartTcpServer


class FileBlock(ModbusSequentialDataBlock):
    def __init__(self, path):
        super().__init__(0, [0] * 65536)
        self.path = path

    def registers(self):
        found = {}
        for line in open(self.path):
            if ":" in line and not line.startswith("#"):
                start, words = line.split(":")
                for offset, word in enumerate(words.split()):
                    found[int(start.split()[-1]) + offset] = int(word, 16)
        return found

    def validate(self, address, count=1):
        found = self.registers()
        return all(a in found for a in range(address, address + count))

    def getValues(self, address, count=1):
        found = self.registers()
        return [found[a] for a in range(address, address + count)]


block = FileBlock(sys.argv[2])
slave = ModbusSlaveContext(hr=block, ir=block, zero_mode=True)
StartTcpServer(
    context=ModbusServerContext(slaves={1: slave}, single=False),
    address=("127.0.0.1", int(sys.argv[1])),
    allow_reuse_address=True,
)
