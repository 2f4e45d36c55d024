/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** What the stream job could not read, for an operator to look at. */
@NullMarked
package io.nameplate.alerting.ledger.deadletters;

import org.jspecify.annotations.NullMarked;
