/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import java.io.IOException;

/** The spool's folder cannot be used; the message says why and what to do. */
public final class SpoolException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SpoolException(String sentence) {
        super(sentence);
    }

    SpoolException(String sentence, IOException cause) {
        super(sentence + ": " + cause.getMessage(), cause);
    }
}
