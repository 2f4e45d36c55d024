/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** The database of the ledger: one writer's transactions and small rows, the same on H2 and PostgreSQL. */
@NullMarked
package io.nameplate.alerting.ledger.store;

import org.jspecify.annotations.NullMarked;
