/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

/** Bytes that are not the message they should be; the only thing a parser of this package throws. */
public final class WireException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String message;

    WireException(String what, String why) {
        super(what + ": " + why);
        this.message = what;
    }

    WireException(String what, String why, Throwable cause) {
        super(what + ": " + why, cause);
        this.message = what;
    }

    /** The name of the message that could not be read, as a metric label. */
    public String what() {
        return message;
    }
}
