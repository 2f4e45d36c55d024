/*
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Load targets that a grid operator's provider signed: verified on the way in, kept as they were signed, and turned into
 * windows by what the parties agreed on.
 */
@NullMarked
package io.nameplate.alerting.ledger.orders;

import org.jspecify.annotations.NullMarked;
