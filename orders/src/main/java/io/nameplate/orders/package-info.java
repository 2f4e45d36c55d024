/*
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Load targets that a grid operator's provider signed: the one way to verify and read them, for the collector that hears
 * them and the ledger that counts them. Touches no file and no network.
 */
@NullMarked
package io.nameplate.orders;

import org.jspecify.annotations.NullMarked;
