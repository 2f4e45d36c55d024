/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** Starts every part on one machine. */
@NullMarked
package io.nameplate.demo;

import org.jspecify.annotations.NullMarked;
