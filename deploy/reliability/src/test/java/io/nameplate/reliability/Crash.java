/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.reliability;

/** A process dies here and now: nothing of it runs any more, nothing is cleaned up. No code of the product catches it. */
final class Crash extends Error {

    private static final long serialVersionUID = 1L;

    Crash(String where) {
        super(where, null, false, false);
    }
}
