/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import java.util.Arrays;
import java.util.Optional;

/** The four functions that read; there is none that writes. */
public enum ReadFunction {
    /** One bit each, which could also be written. */
    COILS(1, 2_000),
    /** One bit each. */
    DISCRETE_INPUTS(2, 2_000),
    /** 16 bits each, which could also be written. */
    HOLDING_REGISTERS(3, 125),
    /** 16 bits each. */
    INPUT_REGISTERS(4, 125);

    private final int code;
    private final int most;

    ReadFunction(int code, int most) {
        this.code = code;
        this.most = most;
    }

    /** The function of a code, if it reads. */
    public static Optional<ReadFunction> of(int code) {
        return Arrays.stream(values()).filter(each -> each.code == code).findFirst();
    }

    /** The code as it goes over the wire. */
    public int code() {
        return code;
    }

    /** The most items that one request may ask for. */
    public int most() {
        return most;
    }

    /** Whether an item is a bit; else it is a register. */
    public boolean isBits() {
        return this == COILS || this == DISCRETE_INPUTS;
    }

    /** The bytes of an answer with so many items. */
    int bytes(int count) {
        return isBits() ? (count + 7) / 8 : 2 * count;
    }
}
