/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.orders;

import java.time.Instant;

/**
 * An order that the ledger has not answered for.
 *
 * @param signed the compact signature, as it came
 * @param received when it was received first
 */
record HeldOrder(String id, String signed, Instant received) {}
