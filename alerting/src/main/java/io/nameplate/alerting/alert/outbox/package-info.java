/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** Messages that must reach somebody: written down with the fact they tell, sent until they are through. */
@NullMarked
package io.nameplate.alerting.alert.outbox;

import org.jspecify.annotations.NullMarked;
