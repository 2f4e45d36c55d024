/*
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * The text in which exporters show their metrics: Prometheus's exposition format 0.0.4 and OpenMetrics 1.0. It knows
 * what a sample is, and nothing of what any name means.
 */
@NullMarked
package io.nameplate.collectors.prometheus;

import org.jspecify.annotations.NullMarked;
