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
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts flagged readings, and says each kind of each point at most once an hour. */
final class Flagged implements Validation.Flags {

    private static final Logger LOG = LoggerFactory.getLogger(Flagged.class);
    private static final long QUIET_MILLIS = 3_600_000;

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
    private final Map<Complaint, Long> said = new HashMap<>();

    Flagged(Metrics metrics, Clock clock) {
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public void flagged(AssetId asset, PointValue value) {
        metrics.flagged(asset, value);
        if (!OF_DEVICES.contains(value.reason()) && isNew(new Complaint(asset, value.point(), value.reason()))) {
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

    private synchronized boolean isNew(Complaint complaint) {
        long now = clock.millis();
        Long before = said.get(complaint);
        if (before != null && now - before < QUIET_MILLIS) {
            return false;
        }
        said.put(complaint, now);
        return true;
    }
}
