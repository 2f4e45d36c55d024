/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** Telemetry that is fetched over HTTP: every target asked once a period, each for itself. */
@NullMarked
package io.nameplate.collectors.scrape;

import org.jspecify.annotations.NullMarked;
