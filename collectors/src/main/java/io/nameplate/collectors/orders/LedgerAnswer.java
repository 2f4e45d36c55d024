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

    /** It answered, but cannot take this order now. */
    record Later(String reason) implements LedgerAnswer {}

    /** It did not answer: it will not for another order either. */
    record Away(String reason) implements LedgerAnswer {}
}
