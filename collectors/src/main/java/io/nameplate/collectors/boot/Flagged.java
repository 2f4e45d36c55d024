/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.collectors.validate.Validation;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.wire.QualityReason;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts flagged readings of assets that the collector reads, and says each kind of each point at most once an hour. Whose readings are
 * refused anyway, whatever name their publisher gave them, is counted there.
 */
final class Flagged implements Validation.Flags {

    private static final Logger LOG = LoggerFactory.getLogger(Flagged.class);
    private static final long QUIET_MILLIS = 3_600_000;

    /** Of so many different ones within an hour nobody reads more. */
    static final int MOST_SAID = 10_000;

    /** Trouble of a whole device is said by its poller. */
    private static final Set<QualityReason> OF_DEVICES = EnumSet.of(
            QualityReason.REFUSED_BY_DEVICE,
            QualityReason.BAD_ANSWER,
            QualityReason.CONNECTION_REFUSED,
            QualityReason.NO_CONNECTION,
            QualityReason.TIMEOUT,
            QualityReason.SOURCE_GONE);

    private record Complaint(AssetId asset, String point, QualityReason reason) {}

    private final Metrics metrics;
    private final Clock clock;
    private final Predicate<AssetId> reads;
    /** When each was said, the longest ago first. */
    private final Map<Complaint, Long> said = new LinkedHashMap<>();

    Flagged(Metrics metrics, Clock clock, Predicate<AssetId> reads) {
        this.metrics = metrics;
        this.clock = clock;
        this.reads = reads;
    }

    @Override
    public void flagged(AssetId asset, PointValue value) {
        if (!reads.test(asset)) {
            return;
        }
        metrics.flagged(asset, value);
        if (!OF_DEVICES.contains(value.reason()) && isNew(asset, value)) {
            LOG.atWarn()
                    .addKeyValue("asset", asset)
                    .addKeyValue("point", value.point())
                    .addKeyValue("value", value.value())
                    .addKeyValue("unit", value.unit())
                    .addKeyValue("quality", value.quality())
                    .addKeyValue("reason", value.reason().label())
                    .log("reading is flagged");
        }
    }

    /** Whether it was not said within an hour; then it counts as said. */
    synchronized boolean isNew(AssetId asset, PointValue value) {
        Complaint complaint = new Complaint(asset, value.point(), value.reason());
        long now = clock.millis();
        Iterator<Long> oldest = said.values().iterator();
        while (oldest.hasNext() && now - oldest.next() >= QUIET_MILLIS) {
            oldest.remove();
        }
        return said.size() < MOST_SAID && said.putIfAbsent(complaint, now) == null;
    }
}
