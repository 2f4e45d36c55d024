/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import io.nameplate.collectors.units.Unit;
import io.nameplate.collectors.validate.PointRule;
import io.nameplate.model.language.document.Fields;
import io.nameplate.model.language.document.Problems;
import io.nameplate.model.language.document.Tree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the values of a kind of device can be, by the names of its points.
 *
 * @param sums points that must add up
 */
public record Limits(Map<String, PointRule> points, List<Sum> sums) {

    /** Nothing is said. */
    public static final Limits NONE = new Limits(Map.of(), List.of());

    public Limits {
        points = Map.copyOf(points);
        sums = List.copyOf(sums);
    }

    /**
     * Points that must add up to another.
     *
     * @param tolerance the largest difference in proportion to the total
     * @param floor differences up to this, in SI units, are none
     */
    public record Sum(List<String> parts, String total, double tolerance, double floor) {
        public Sum {
            parts = List.copyOf(parts);
        }

        private boolean isOf(Map<String, Point> points) {
            return points.keySet().containsAll(parts) && points.containsKey(total);
        }
    }

    /** Reads the limits of a profile, on top of those of the profile it extends. */
    static final class Reader {

        private final Limits base;
        private final Map<String, PointRule> rules;

        Reader(Limits base) {
            this.base = base;
            this.rules = new LinkedHashMap<>(base.points);
        }

        /** Reads the limits that stand with a point. */
        void point(String name, Fields item, Unit unit) {
            rules.put(name, PointRule.read(item, unit));
        }

        /** Reads {@code checks}; what is inherited and speaks of a point that is not there any more is left out. */
        Limits end(Fields profile, Map<String, Point> points, Problems problems) {
            rules.keySet().retainAll(points.keySet());
            List<Sum> sums = new ArrayList<>(
                    base.sums.stream().filter(sum -> sum.isOf(points)).toList());
            for (Tree tree : profile.list("checks")) {
                sums.add(sum(Fields.of(tree, problems, "a check"), points));
            }
            return new Limits(rules, sums);
        }

        private static Sum sum(Fields item, Map<String, Point> points) {
            List<String> parts = item.values("sum", text -> text);
            String total = item.text("equals");
            double tolerance = item.number("tolerance", 1) / 100;
            double floor = item.number("floor", 0);
            item.end();
            parts.forEach(part -> known(item, "sum", part, points));
            known(item, "equals", total, points);
            Point whole = points.get(total);
            return new Sum(
                    parts, total, tolerance, whole == null ? 0 : whole.unit().differenceToSi(floor));
        }

        private static void known(Fields item, String key, String name, Map<String, Point> points) {
            if (!points.containsKey(name)) {
                item.problem(key, "the profile has no point '" + name + "'");
            }
        }
    }
}
