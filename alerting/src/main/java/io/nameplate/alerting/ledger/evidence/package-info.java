/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** The evidence store: what settled results rest on, kept for the claim window. */
@NullMarked
package io.nameplate.alerting.ledger.evidence;

import org.jspecify.annotations.NullMarked;
