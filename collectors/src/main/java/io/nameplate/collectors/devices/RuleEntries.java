/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.devices;

import io.nameplate.collectors.modbus.Limits;
import io.nameplate.collectors.modbus.ModbusDevice;
import io.nameplate.collectors.units.Unit;
import io.nameplate.collectors.validate.PointKey;
import io.nameplate.collectors.validate.PointRule;
import io.nameplate.collectors.validate.Rules;
import io.nameplate.collectors.validate.SumCheck;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.document.Fields;
import io.nameplate.model.language.document.Problems;
import io.nameplate.model.language.document.Tree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What readings are checked against: the limits and sums of the devices' profiles, then the entries of {@code limits},
 * which take the place of a profile's, and of {@code checks}, which may reach across devices.
 */
final class RuleEntries {

    /** Parts of one device are of the same poll; those of others were read a little before or after it. */
    private static final Duration WITHIN = Duration.ofSeconds(30);

    private final Surroundings surroundings;
    private final Problems problems;
    private final Map<PointKey, PointRule> points = new LinkedHashMap<>();
    private final List<SumCheck> sums = new ArrayList<>();

    RuleEntries(Surroundings surroundings, Problems problems) {
        this.surroundings = surroundings;
        this.problems = problems;
    }

    /** Takes what the profile of a device says. */
    void profileOf(ModbusDevice device) {
        Limits limits = device.profile().limits();
        limits.points().forEach((point, rule) -> points.put(new PointKey(device.device(), point), rule));
        for (Limits.Sum sum : limits.sums()) {
            sums.add(new SumCheck(
                    sum.parts().stream()
                            .map(part -> new PointKey(device.device(), part))
                            .toList(),
                    new PointKey(device.device(), sum.total()),
                    sum.tolerance(),
                    sum.floor(),
                    WITHIN));
        }
    }

    /** Reads {@code limits} and {@code checks}. */
    Rules read(Fields file) {
        for (Tree tree : file.list("limits")) {
            limit(Fields.of(tree, problems, "a limit"));
        }
        for (Tree tree : file.list("checks")) {
            sum(Fields.of(tree, problems, "a check"));
        }
        return new Rules(points, sums);
    }

    private void limit(Fields fields) {
        AssetId asset = fields.id("asset", AssetId::new);
        String point = fields.text("point");
        Unit unit = fields.value(
                "unit",
                "one of " + Unit.symbols(),
                symbol -> Unit.of(symbol).orElseThrow(() -> new IllegalArgumentException(symbol)),
                Unit.NONE);
        PointRule rule = PointRule.read(fields, unit);
        fields.end();
        surroundings.asset(fields, "asset", asset, known -> {});
        surroundings.unique(fields, "point", asset + "/" + point);
        points.put(new PointKey(asset, point), rule);
    }

    private void sum(Fields fields) {
        List<PointKey> parts = new ArrayList<>();
        for (String text : fields.values("sum", text -> text)) {
            surroundings.point(fields, "sum", text).ifPresent(parts::add);
        }
        Optional<PointKey> total = surroundings.point(fields, "equals", fields.text("equals"));
        double tolerance = fields.number("tolerance", 1) / 100;
        double floor = fields.number("floor", 0);
        Duration within = Surroundings.positive(fields, "within", WITHIN);
        fields.end();
        total.ifPresent(whole -> sums.add(new SumCheck(parts, whole, tolerance, floor, within)));
    }
}
