/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import java.util.Arrays;

/**
 * What can be asked of a device: to read, and to say what it is. There is no request that changes anything, so that none
 * can be sent.
 */
public sealed interface Request {

    /** The function's code. */
    int code();

    /** The function's code and what follows it. */
    byte[] pdu();

    /** What an answer to this request says. */
    default Answer answer(byte[] pdu) {
        if (pdu.length == 0) {
            return Answer.failed(Trouble.BAD_ANSWER, "an empty answer");
        }
        int answered = pdu[0] & 0xFF;
        if (answered == (code() | 0x80)) {
            return pdu.length == 2
                    ? Answer.exception(pdu[1] & 0xFF)
                    : Answer.failed(Trouble.BAD_ANSWER, "an exception of " + pdu.length + " bytes, not 2");
        }
        return answered == code()
                ? content(pdu)
                : Answer.failed(Trouble.BAD_ANSWER, "an answer to function " + answered + ", asked was " + code());
    }

    /** The content of an answer to the same function. */
    Answer content(byte[] pdu);

    /**
     * Reads neighbours.
     *
     * @param address of the first, from 0
     */
    record Read(ReadFunction function, int address, int count) implements Request {
        public Read {
            if (address < 0 || count < 1 || count > function.most() || address + count > 65_536) {
                throw new IllegalArgumentException(
                        "cannot read " + count + " of " + function + " from " + address + " on");
            }
        }

        /** What is asked for, as a person says it. */
        String words() {
            return "function " + function.code() + ", " + count + " from " + address;
        }

        @Override
        public int code() {
            return function.code();
        }

        @Override
        public byte[] pdu() {
            return new byte[] {(byte) code(), (byte) (address >> 8), (byte) address, (byte) (count >> 8), (byte) count};
        }

        @Override
        public Answer content(byte[] pdu) {
            int expected = function.bytes(count);
            if (pdu.length != 2 + expected || (pdu[1] & 0xFF) != expected) {
                return Answer.failed(
                        Trouble.BAD_ANSWER,
                        (pdu.length - 2) + " bytes of content, said to be " + (pdu.length < 2 ? 0 : pdu[1] & 0xFF)
                                + ", asked were " + expected);
            }
            return Answer.of(Arrays.copyOfRange(pdu, 2, pdu.length));
        }
    }

    /**
     * Asks a device for its vendor, product and version (function 43, type 14); many do not know this.
     *
     * @param from the first object to tell
     */
    record Identify(int from) implements Request {

        private static final int TYPE = 14;
        private static final int REGULAR = 2;

        @Override
        public int code() {
            return 43;
        }

        @Override
        public byte[] pdu() {
            return new byte[] {(byte) code(), TYPE, REGULAR, (byte) from};
        }

        @Override
        public Answer content(byte[] pdu) {
            return pdu.length < 7 || pdu[1] != TYPE
                    ? Answer.failed(Trouble.BAD_ANSWER, "an identification of " + pdu.length + " bytes")
                    : Answer.of(Arrays.copyOfRange(pdu, 2, pdu.length));
        }
    }
}
