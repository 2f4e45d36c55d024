/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** Settles again what the stream job has let go: late evidence merged, corrected registries applied, each approved by name. */
@NullMarked
package io.nameplate.alerting.ledger.resettle;

import org.jspecify.annotations.NullMarked;
