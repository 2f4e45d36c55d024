/*
 * SPDX-License-Identifier: Apache-2.0
 */
/** Measures how fast the settlement is, and prints figures that can be compared: {@code bin/bench}. */
@NullMarked
package io.nameplate.bench;

import org.jspecify.annotations.NullMarked;
