/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.prometheus;

import java.util.Map;
import java.util.OptionalLong;

/**
 * One line of an exposition that carries a value.
 *
 * @param name as it stands in the line: of a counter with its {@code _total}, of a histogram with its {@code _bucket}
 * @param labels unmodifiable; samples with the same text between the braces mostly share one map
 * @param value what was written, also NaN and the infinities
 * @param time epoch milliseconds, where the line says it
 */
public record Sample(String name, Map<String, String> labels, double value, OptionalLong time) {}
