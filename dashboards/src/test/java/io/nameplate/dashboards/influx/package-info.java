/*
 * SPDX-License-Identifier: Apache-2.0
 */
/** A real InfluxDB for tests, sample rows for it, and the runner that executes every panel query against one. */
@NullMarked
package io.nameplate.dashboards.influx;

import org.jspecify.annotations.NullMarked;
