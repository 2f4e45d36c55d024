/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.sparkplug;

/** Places for what the births of a source's edge nodes declare: of all of them together there are so many and no more. */
final class TagBudget {

    private int left;

    TagBudget(int most) {
        this.left = most;
    }

    /** Takes a place, if there is one. */
    boolean take() {
        if (left == 0) {
            return false;
        }
        left--;
        return true;
    }

    void giveBack(int places) {
        left += places;
    }
}
