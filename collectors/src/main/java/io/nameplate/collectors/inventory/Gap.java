/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

/** Slots nobody watched because the collector was not running: epoch seconds, {@code [from, to)}. */
record Gap(long from, long to) {}
