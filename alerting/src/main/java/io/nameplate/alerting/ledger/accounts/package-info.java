/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** Contract arithmetic over a billing month: equivalent availability, and what a loss is worth. */
@NullMarked
package io.nameplate.alerting.ledger.accounts;

import org.jspecify.annotations.NullMarked;
