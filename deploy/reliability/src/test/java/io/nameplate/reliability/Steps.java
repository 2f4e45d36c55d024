/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.reliability;

import java.util.Random;

/** The places where one process may die: every one it passes is counted, and the one that was drawn kills it. */
final class Steps {

    private final Random random;
    private long left = Long.MAX_VALUE;

    Steps(Random random) {
        this.random = random;
    }

    /** The process dies at one of the next so many places. */
    void arm(int within) {
        left = 1 + random.nextInt(within);
    }

    void disarm() {
        left = Long.MAX_VALUE;
    }

    boolean isArmed() {
        return left != Long.MAX_VALUE;
    }

    /** Whether it dies here. */
    boolean hit() {
        if (left == Long.MAX_VALUE || --left > 0) {
            return false;
        }
        left = Long.MAX_VALUE;
        return true;
    }

    /** Dies here if this is the place. */
    void pass(String where) {
        if (hit()) {
            throw new Crash(where);
        }
    }
}
