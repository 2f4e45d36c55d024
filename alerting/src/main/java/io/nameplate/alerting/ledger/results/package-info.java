/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** What every interval of every line was: checked, numbered by revision, chained per lease, judged per term. */
@NullMarked
package io.nameplate.alerting.ledger.results;

import org.jspecify.annotations.NullMarked;
