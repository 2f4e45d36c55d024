/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.sparkplug;

/** Places that the edge nodes of a source share: all of them together have so many and no more. */
final class Budget {

    private int left;

    Budget(int most) {
        this.left = most;
    }

    /** Takes a place, if there is one. */
    boolean take() {
        return take(1);
    }

    /** Takes so many places, if there are as many. */
    boolean take(int places) {
        if (left < places) {
            return false;
        }
        left -= places;
        return true;
    }

    void giveBack(int places) {
        left += places;
    }
}
