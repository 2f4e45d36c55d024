/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

/** Counts what was not taken, by reason. */
@FunctionalInterface
public interface Tally {

    void count(Refusal reason);
}
