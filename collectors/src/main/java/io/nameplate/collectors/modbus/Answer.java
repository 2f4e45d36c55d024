/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import org.jspecify.annotations.Nullable;

/** What came of a request: the content's bytes, or the trouble and its detail. */
public final class Answer {

    private final byte[] content;
    private final @Nullable Trouble trouble;
    private final String detail;
    private final int exception;

    private Answer(byte[] content, @Nullable Trouble trouble, String detail, int exception) {
        this.content = content;
        this.trouble = trouble;
        this.detail = detail;
        this.exception = exception;
    }

    /** An answer with two bytes for each register, or a bit for each bit; they are not copied. */
    public static Answer of(byte[] content) {
        return new Answer(content, null, "", 0);
    }

    public static Answer failed(Trouble trouble, String detail) {
        return new Answer(new byte[0], trouble, detail, 0);
    }

    /** The device, or the gateway before it, refuses a request. */
    public static Answer exception(int code) {
        Trouble trouble = code == 10 || code == 11 ? Trouble.GATEWAY : Trouble.EXCEPTION;
        return new Answer(new byte[0], trouble, "exception " + code + ", " + meaning(code), code);
    }

    private static String meaning(int code) {
        return switch (code) {
            case 1 -> "the device does not know this function";
            case 2 -> "the device has no such address";
            case 3 -> "the device does not take this number of items or this value";
            case 4 -> "the device failed";
            case 5 -> "the device takes long";
            case 6 -> "the device is busy";
            case 8 -> "the device's memory has an error";
            case 10 -> "the gateway has no way to the unit";
            case 11 -> "the unit behind the gateway does not answer";
            default -> "which the protocol does not name";
        };
    }

    /** The same, with what was asked for before its detail. */
    Answer to(Request.Read request) {
        return new Answer(content, trouble, request.words() + ": " + detail, exception);
    }

    /** What went wrong; null where nothing did. */
    public @Nullable Trouble trouble() {
        return trouble;
    }

    public String detail() {
        return detail;
    }

    /** Whether the device refuses what was asked for as something that it does not have. */
    boolean isRefusedAddress() {
        return exception == 2 || exception == 3;
    }

    /** The bytes of the content. */
    public byte[] content() {
        return content;
    }
}
