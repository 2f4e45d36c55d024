/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import org.jspecify.annotations.Nullable;

/** What came of a request: the registers' bytes, or the trouble and its detail. */
public final class Answer {

    private final byte[] registers;
    private final @Nullable Trouble trouble;
    private final String detail;

    private Answer(byte[] registers, @Nullable Trouble trouble, String detail) {
        this.registers = registers;
        this.trouble = trouble;
        this.detail = detail;
    }

    /** An answer with two bytes for each register; they are not copied. */
    public static Answer of(byte[] registers) {
        return new Answer(registers, null, "");
    }

    public static Answer failed(Trouble trouble, String detail) {
        return new Answer(new byte[0], trouble, detail);
    }

    /** What went wrong; null where nothing did. */
    public @Nullable Trouble trouble() {
        return trouble;
    }

    public String detail() {
        return detail;
    }

    byte[] registers() {
        return registers;
    }
}
