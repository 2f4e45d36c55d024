# SPDX-License-Identifier: Apache-2.0
"""A Modbus client that is not ours: reads floats until they are as expected or time is up.

usage: modbus_client.py PORT UNIT ADDRESS SECONDS EXPECTED...
Prints the floats read last; for an exception response, its code. Exit code 1 when time is up.
"""
import struct
import sys
import time

from pymodbus.client import ModbusTcpClient

port, unit, address = (int(word) for word in sys.argv[1:4])
deadline = time.monotonic() + float(sys.argv[4])
expected = [float(word) for word in sys.argv[5:]]
client = ModbusTcpClient("127.0.0.1", port=port, timeout=2)
seen = None
while time.monotonic() < deadline:
    if client.connect():
        answer = client.read_holding_registers(address, max(1, len(expected)) * 2, slave=unit)
        if answer.isError():
            print("exception", getattr(answer, "exception_code", answer))
            sys.exit(0)
        words = answer.registers
        seen = list(struct.unpack(f">{len(words) // 2}f", struct.pack(f">{len(words)}H", *words)))
        if all(abs(a - b) < 1e-3 for a, b in zip(seen, expected)):
            print(*seen)
            sys.exit(0)
    time.sleep(0.1)
print("expected", expected, "but read", seen)
sys.exit(1)
