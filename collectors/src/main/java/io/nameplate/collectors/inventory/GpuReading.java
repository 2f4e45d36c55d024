/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import static io.nameplate.model.wire.Frames.BLANK;

import io.nameplate.model.evidence.Health;
import io.nameplate.model.evidence.Work;
import io.nameplate.model.wire.ValueFlag;
import java.util.ArrayList;
import java.util.List;

/**
 * One GPU of a {@link NodeReading}, in the units of the frames; {@link io.nameplate.model.wire.Frames#BLANK} where the
 * source does not say, because absent is not zero.
 *
 * @param uuid the GPU's own id; empty where only the index is known
 * @param index the driver's index; {@link #NO_INDEX} where only the uuid is known
 * @param util utilization, per mille
 * @param grEngine graphics engine active, per mille
 * @param tensor tensor pipes active, per mille
 * @param smClock MHz
 * @param power W
 * @param temp tenths of a degree Celsius
 * @param limit enforced power limit, W
 * @param reasons clock-event reasons, DCGM's bit mask
 * @param xid the latching gauge
 * @param recovery DCGM's recovery action; 0 is none
 * @param health what it says of the other named conditions
 * @param flags what is to be said of its values, those that were left out among them; mostly nothing
 * @param xids how often each XID was counted, where the source counts them
 */
public record GpuReading(
        String uuid,
        int index,
        long util,
        long grEngine,
        long tensor,
        long smClock,
        long power,
        long temp,
        long limit,
        long reasons,
        long xid,
        long recovery,
        Health health,
        List<ValueFlag> flags,
        XidCounts xids) {

    /** Stands for an index that is not known. */
    public static final int NO_INDEX = -1;

    public GpuReading {
        if (uuid.isEmpty() && index == NO_INDEX) {
            throw new IllegalArgumentException("a GPU needs a uuid or an index");
        }
        flags = List.copyOf(flags);
    }

    /** A reading of a source that counts no XIDs. */
    public GpuReading(
            String uuid,
            int index,
            long util,
            long grEngine,
            long tensor,
            long smClock,
            long power,
            long temp,
            long limit,
            long reasons,
            long xid,
            long recovery,
            Health health,
            List<ValueFlag> flags) {
        this(
                uuid,
                index,
                util,
                grEngine,
                tensor,
                smClock,
                power,
                temp,
                limit,
                reasons,
                xid,
                recovery,
                health,
                flags,
                XidCounts.NONE);
    }

    /** A reading of which nothing else is to be said. */
    public GpuReading(
            String uuid,
            int index,
            long util,
            long grEngine,
            long tensor,
            long smClock,
            long power,
            long temp,
            long limit,
            long reasons,
            long xid,
            long recovery,
            Health health) {
        this(
                uuid, index, util, grEngine, tensor, smClock, power, temp, limit, reasons, xid, recovery, health,
                List.of());
    }

    /** A reading of a source that says nothing of the tensor pipes. */
    public GpuReading(
            String uuid,
            int index,
            long util,
            long grEngine,
            long smClock,
            long power,
            long temp,
            long limit,
            long reasons,
            long xid,
            long recovery,
            Health health) {
        this(uuid, index, util, grEngine, BLANK, smClock, power, temp, limit, reasons, xid, recovery, health);
    }

    /** The same with more to say of its values. */
    public GpuReading flagged(List<ValueFlag> more) {
        List<ValueFlag> all = new ArrayList<>(flags);
        all.addAll(more);
        return new GpuReading(
                uuid, index, util, grEngine, tensor, smClock, power, temp, limit, reasons, xid, recovery, health, all,
                xids);
    }

    /** The same of a source that counts XIDs. */
    public GpuReading counting(XidCounts counted) {
        return new GpuReading(
                uuid, index, util, grEngine, tensor, smClock, power, temp, limit, reasons, xid, recovery, health, flags,
                counted);
    }

    /** Whether it was seen at work. */
    public Work work() {
        if (util == BLANK && grEngine == BLANK) {
            return Work.UNKNOWN;
        }
        return util > 0 || grEngine > 0 ? Work.WORKING : Work.IDLE;
    }
}
