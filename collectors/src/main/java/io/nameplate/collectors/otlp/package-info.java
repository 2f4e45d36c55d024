/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** Metrics that others send by OTLP/HTTP. */
@NullMarked
package io.nameplate.collectors.otlp;

import org.jspecify.annotations.NullMarked;
