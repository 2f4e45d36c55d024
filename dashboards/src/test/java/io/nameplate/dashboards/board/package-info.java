/*
 * SPDX-License-Identifier: Apache-2.0
 */
/** The shipped dashboards as data: their panels and queries, the catalogue of measurements, and the rules both must keep. */
@NullMarked
package io.nameplate.dashboards.board;

import org.jspecify.annotations.NullMarked;
