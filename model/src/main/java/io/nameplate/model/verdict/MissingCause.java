/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.AbsentReason;
import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.PlantState;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.HallId;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What the evidence says of why something was not measured; it attributes no loss and moves no money. */
public enum MissingCause {
    /** The node, or its source, said nothing, or not enough. */
    DEVICE("device"),
    /** Nothing at all came of the line's nodes of this source: the collector, or its spool, has a hole. */
    COLLECTOR("collector"),
    /** The collector found no way to the node. */
    WAN("way to the device"),
    /** Others of the source were heard of and this one not, or was twice and differently: a record was lost or doubled. */
    PLATFORM("platform"),
    /** The power path was down, and nothing else explains it. */
    SITE_POWER("site power");

    private final String text;

    MissingCause(String text) {
        this.text = text;
    }

    /** The cause in words. */
    public String text() {
        return text;
    }

    /** A source in a hall while a piece lasts: of which something was heard. */
    private record Heard(HallId hall, CollectorId source, long from) {}

    /** Unmeasured GPU-milliseconds of an interval by cause, before the cap. */
    static Map<MissingCause, Long> of(LineTrace trace) {
        Set<Heard> heard = new HashSet<>();
        trace.forEach((held, gpu, finding) -> {
            if (finding.code() != Evidence.NONE) {
                heard.add(new Heard(held.hall(), held.block().source(), finding.from()));
            }
        });
        Map<MissingCause, Long> causes = new EnumMap<>(MissingCause.class);
        trace.forEach((held, gpu, finding) -> {
            if (finding.lostTo() == Bucket.UNMEASURED && finding.lostMs() > 0) {
                boolean others =
                        heard.contains(new Heard(held.hall(), held.block().source(), finding.from()));
                causes.merge(of(finding, others), finding.lostMs(), Long::sum);
            }
        });
        return causes;
    }

    private static MissingCause of(LineTrace.Finding finding, boolean othersHeard) {
        boolean unpowered = finding.power() == PlantState.DOWN;
        if (finding.code() == Evidence.NONE) {
            return othersHeard ? PLATFORM : unpowered ? SITE_POWER : COLLECTOR;
        }
        if (!Evidence.isAbsent(finding.code())) {
            return finding.rule() == Rule.UNKNOWN_OR_CONFLICT ? PLATFORM : DEVICE;
        }
        if (unpowered) {
            return SITE_POWER;
        }
        return Evidence.absentReason(finding.code()) == AbsentReason.NO_ROUTE ? WAN : DEVICE;
    }
}
