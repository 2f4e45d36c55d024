/*
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * A real InfluxDB for tests, sample rows for it, and the runner that executes every panel query against one. Other modules
 * use it through this module's test-jar (beside the jar itself, which holds the dashboards and the catalogue):
 *
 * <pre>{@code
 * InfluxServer.requireInstalled();
 * try (InfluxServer server = InfluxServer.start(folder)) {
 *     InfluxQl influx = server.database("nameplate");
 *     // ... let the path write to server.address() ...
 *     new PanelQueries(influx, "acme-17", from, to, step).requireThatEveryPanelShowsSomething();
 * }
 * }</pre>
 */
@NullMarked
package io.nameplate.dashboards.influx;

import org.jspecify.annotations.NullMarked;
