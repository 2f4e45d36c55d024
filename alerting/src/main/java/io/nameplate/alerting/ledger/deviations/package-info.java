/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** From judgements to episodes: opened, closed, merged and withdrawn, each with an id that is given once. */
@NullMarked
package io.nameplate.alerting.ledger.deviations;

import org.jspecify.annotations.NullMarked;
