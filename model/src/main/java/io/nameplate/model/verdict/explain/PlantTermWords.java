/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict.explain;

import io.nameplate.model.language.Layer;
import io.nameplate.model.language.Promise;
import io.nameplate.model.language.Term;
import io.nameplate.model.verdict.Headroom;
import io.nameplate.model.verdict.LineTrace;
import io.nameplate.model.verdict.Measured;
import io.nameplate.model.verdict.Weighed;
import java.math.BigDecimal;
import java.util.StringJoiner;

/** The terms that rest on plant: what was measured, and what follows. */
final class PlantTermWords {

    private final LineTrace trace;

    PlantTermWords(LineTrace trace) {
        this.trace = trace;
    }

    private long figure(String name) {
        return measured().get(name, 0);
    }

    private Measured measured() {
        return trace.result().content().measured();
    }

    void firmPower(Page page, Weighed weighed) {
        if (weighed.base() == 0) {
            page.say(2, "NOT ASSESSED: the line owes no firm power in this interval.");
            return;
        }
        page.say(
                2,
                "Firm power " + Figures.whole(figure("firm_power/firm_w")) + " W while the line obliges a GPU, in"
                        + " kilojoules: owed " + kilo(figure("firm_power/owed_mj")) + ", borne by the tenant "
                        + kilo(figure("firm_power/excused_mj")) + ". Stood ready at least "
                        + kilo(figure("firm_power/ready_low_mj")) + ", at most "
                        + kilo(figure("firm_power/ready_high_mj")) + ".");
        if (figure("firm_power/proved_by_meter") == 1) {
            page.say(
                    2,
                    "The line took " + kilo(figure("energy/it_j") * 1000)
                            + " kJ, metered without a hole: what is taken stood ready, so nothing was missing.");
        }
        range(page, weighed);
        headroom(page, Layer.POWER);
        energy(page);
    }

    void thermal(Page page, Weighed weighed) {
        Promise.Supply promise = trace.lease().terms().stream()
                .filter(term -> term.kind() == Term.Kind.THERMAL)
                .map(term -> (Promise.Supply) term.promise())
                .findFirst()
                .orElseThrow();
        page.say(2, "Promised: " + words(promise) + ".");
        if (measured().byName().containsKey("thermal/supply_ms")) {
            page.say(
                    2,
                    "Supply temperature from " + celsius(figure("thermal/supply_min_mc")) + " to "
                            + celsius(figure("thermal/supply_max_mc")) + ", on average "
                            + celsius(figure("thermal/supply_mean_mc")) + "; instruments outside the promise for "
                            + Figures.seconds(figure("thermal/supply_broken_ms")) + " of "
                            + Figures.seconds(figure("thermal/supply_ms")) + " s.");
        }
        if (weighed.base() == 0) {
            page.say(2, "NOT ASSESSED: the line held no GPU.");
            return;
        }
        page.say(
                2,
                "GPU-seconds held " + Figures.seconds(figure("thermal/gpu_ms"))
                        + ", of them supplied otherwise than promised "
                        + Figures.seconds(figure("thermal/broken_gpu_ms")) + ", borne by the tenant "
                        + Figures.seconds(figure("thermal/excused_gpu_ms")) + ", not measured "
                        + Figures.seconds(figure("thermal/unmeasured_gpu_ms")) + ".");
        range(page, weighed);
        headroom(page, Layer.COOLING);
    }

    private void headroom(Page page, Layer layer) {
        StringJoiner words = new StringJoiner("; ");
        words.setEmptyValue("none that would take a GPU from the line");
        for (Headroom.Unit unit : trace.headroom()) {
            if (unit.layer() == layer) {
                words.add(unit.unit() + trip(unit) + power(unit));
            }
        }
        boolean firm = layer == Layer.POWER && !trace.ready().equals(Headroom.Watts.NONE);
        page.say(
                2,
                "If one unit of " + layer.text() + " tripped as the interval ends (N-1"
                        + (firm ? ", from " + watts(trace.ready()) + " that stand ready" : "") + "): " + words + ".");
    }

    private static String trip(Headroom.Unit unit) {
        if (unit.downAlready()) {
            return " is down already, no trip takes more from it";
        }
        if (unit.lostGpus() + unit.unsureGpus() == 0) {
            return ": no GPU";
        }
        String unsure = unit.unsureGpus() == 0 ? "" : "perhaps " + Figures.gpus(unit.unsureGpus());
        return unit.lostGpus() == 0
                ? ": " + unsure
                : ": " + Figures.gpus(unit.lostGpus()) + (unsure.isEmpty() ? "" : ", " + unsure + " more");
    }

    /** What a trip leaves of firm power, against what is promised. */
    private String power(Headroom.Unit unit) {
        if (!unit.takesPower()) {
            return "";
        }
        Headroom.Watts left = trace.ready().less(unit.lost());
        long firm = figure("firm_power/firm_w");
        String enough = left.low() >= firm ? "enough for" : left.high() >= firm ? "perhaps less than" : "less than";
        return ", leaving " + watts(left) + ", " + enough + " the " + Figures.whole(firm) + " W of firm power";
    }

    private static String watts(Headroom.Watts watts) {
        String least = watts.low() == watts.high() ? "" : Figures.whole(watts.low()) + " to ";
        return least + Figures.whole(watts.high()) + " W";
    }

    void pue(Page page, Weighed weighed) {
        if (weighed.base() == 0) {
            page.say(2, "NOT ASSESSED: facility and IT energy of one boundary are not both metered without a hole.");
            return;
        }
        page.say(
                2,
                "Interim PUE: facility " + Figures.whole(figure("pue/facility_j")) + " J / IT "
                        + Figures.whole(figure("pue/it_j")) + " J. The term holds its reciprocal.");
        JudgedSection.verdict(page, weighed);
        energy(page);
    }

    private void energy(Page page) {
        page.say(
                2,
                "IT energy of the line: " + Figures.whole(figure("energy/it_j")) + " J"
                        + (figure("energy/exact") == 1 ? "." : ", not all of it metered."));
    }

    private static void range(Page page, Weighed weighed) {
        long base = weighed.base();
        String high = Figures.percent(base - weighed.lost(), base);
        page.say(
                2,
                weighed.open() == 0
                        ? "Value: " + high + "."
                        : "Value: from " + Figures.percent(base - weighed.lost() - weighed.open(), base) + " to " + high
                                + ".");
        JudgedSection.verdict(page, weighed);
    }

    private static String words(Promise.Supply promise) {
        String least =
                promise.minMilliC() == Integer.MIN_VALUE ? "" : "at least " + celsius(promise.minMilliC()) + ", ";
        String most = "at most " + celsius(promise.maxMilliC());
        String flow =
                promise.minFlowMl() == 0 ? "" : ", at least " + Figures.whole(promise.minFlowMl()) + " ml/s a block";
        return least + most + flow;
    }

    private static String celsius(long milliC) {
        return BigDecimal.valueOf(milliC, 3).stripTrailingZeros().toPlainString() + " C";
    }

    private static String kilo(long millijoules) {
        return Figures.scaled(millijoules, 6);
    }
}
