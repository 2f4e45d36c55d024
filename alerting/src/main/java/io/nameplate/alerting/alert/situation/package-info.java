/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** What a deviation means to a person: who, since when, how bad, which layer, what it is worth, what to say. */
@NullMarked
package io.nameplate.alerting.alert.situation;

import org.jspecify.annotations.NullMarked;
