/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.orders;

/** What the ledger said to an order. */
sealed interface LedgerAnswer {

    /** It has it. */
    record Recorded(long registryVersion) implements LedgerAnswer {}

    /** It will never take it. */
    record Refused(String sentence) implements LedgerAnswer {}

    /** It did not answer, or cannot take it now. */
    record Later(String reason) implements LedgerAnswer {}
}
