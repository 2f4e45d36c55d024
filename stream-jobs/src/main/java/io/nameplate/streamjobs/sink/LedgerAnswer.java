/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.sink;

/** What the ledger said to a batch of results. */
sealed interface LedgerAnswer {

    /** It has them; results equal to what it had are unchanged, refused ones it will never take. */
    record Taken(int accepted, int unchanged, int refused, String refusals) implements LedgerAnswer {}

    /** It was not reached, or asks to try again. */
    record TryAgain(String reason) implements LedgerAnswer {}

    /** It will never take this request: at least one of its results is at fault, or there are too many. */
    record Unfit(String reason) implements LedgerAnswer {}

    /** It has heard of a newer job: this one must stop. */
    record Stale(String detail) implements LedgerAnswer {}
}
