/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.collectors.dcgm.Contradiction;
import io.nameplate.collectors.dcgm.CrossChecks;
import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.wire.ValueFlag;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says where GPUs contradict themselves, flags it, and counts what was flagged. */
final class CrossChecked implements Intake {

    private static final Logger LOG = LoggerFactory.getLogger(CrossChecked.class);
    private static final int READINGS = 6;

    private final Intake next;
    private final CrossChecks checks;

    CrossChecked(Intake next, Metrics metrics) {
        this.next = next;
        this.checks = new CrossChecks(READINGS, new CrossChecks.Told() {
            @Override
            public void begins(NodeId node, String gpu, Contradiction what, String detail) {
                metrics.contradiction(what);
                LOG.atWarn()
                        .addKeyValue("node", node)
                        .addKeyValue("gpu", gpu)
                        .addKeyValue("reason", what.label())
                        .addKeyValue("detail", detail)
                        .log("GPU contradicts itself");
            }

            @Override
            public void ends(NodeId node, String gpu, Contradiction what) {
                LOG.atInfo()
                        .addKeyValue("node", node)
                        .addKeyValue("gpu", gpu)
                        .addKeyValue("reason", what.label())
                        .log("GPU no longer contradicts itself");
            }

            @Override
            public void flagged(ValueFlag said) {
                metrics.flagged(said);
            }
        });
        metrics.contradicting(checks);
    }

    /** Goes on with another version of the registry. */
    void follow(Registry registry) {
        checks.follow(registry);
    }

    @Override
    public void takeAt(AssetId asset, long at, List<PointValue> values) {
        next.takeAt(asset, at, values);
    }

    @Override
    public boolean take(List<Reading> readings) {
        return next.take(checks.see(readings));
    }

    @Override
    public boolean reads(AssetId asset) {
        return next.reads(asset);
    }
}
