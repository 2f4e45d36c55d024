/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.sparkplug;

import java.io.IOException;
import java.util.Date;
import java.util.List;
import org.eclipse.tahu.SparkplugException;
import org.eclipse.tahu.message.SparkplugBPayloadEncoder;
import org.eclipse.tahu.message.model.Metric;
import org.eclipse.tahu.message.model.MetricDataType;
import org.eclipse.tahu.message.model.PropertyDataType;
import org.eclipse.tahu.message.model.PropertySet;
import org.eclipse.tahu.message.model.PropertyValue;
import org.eclipse.tahu.message.model.SparkplugBPayload;

/** Payloads as Eclipse Tahu writes them: the reference implementation, and not ours. */
final class TahuEdge {

    private TahuEdge() {}

    /** A payload; {@code seq} below 0 for none. */
    static byte[] payload(long time, int seq, List<Metric> metrics) {
        SparkplugBPayload.SparkplugBPayloadBuilder builder = new SparkplugBPayload.SparkplugBPayloadBuilder()
                .setTimestamp(new Date(time))
                .addMetrics(metrics);
        if (seq >= 0) {
            builder.setSeq((long) seq);
        }
        try {
            return new SparkplugBPayloadEncoder().getBytes(builder.createPayload(), false);
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    /** A metric of a birth: name, alias and type. */
    static Metric birth(String name, long alias, MetricDataType type, Object value, long time) {
        return made(new Metric.MetricBuilder(name, type, value).alias(alias).timestamp(new Date(time)));
    }

    /** A metric by its alias alone. */
    static Metric data(long alias, MetricDataType type, Object value, long time) {
        return made(new Metric.MetricBuilder(alias, type, value).timestamp(new Date(time)));
    }

    static Metric historical(long alias, MetricDataType type, Object value, long time) {
        return made(new Metric.MetricBuilder(alias, type, value)
                .timestamp(new Date(time))
                .isHistorical(true));
    }

    static Metric withProperties(String name, long alias, Object value, long time, int quality, String unit) {
        try {
            PropertySet properties = new PropertySet.PropertySetBuilder()
                    .addProperty("Quality", new PropertyValue<>(PropertyDataType.Int32, quality))
                    .addProperty("engUnit", new PropertyValue<>(PropertyDataType.String, unit))
                    .createPropertySet();
            return made(new Metric.MetricBuilder(name, MetricDataType.Double, value)
                    .alias(alias)
                    .timestamp(new Date(time))
                    .properties(properties));
        } catch (SparkplugException broken) {
            throw new AssertionError(broken);
        }
    }

    static Metric bdSeq(long number) {
        return made(new Metric.MetricBuilder("bdSeq", MetricDataType.Int64, number));
    }

    private static Metric made(Metric.MetricBuilder builder) {
        try {
            return builder.createMetric();
        } catch (SparkplugException broken) {
            throw new AssertionError(broken);
        }
    }
}
