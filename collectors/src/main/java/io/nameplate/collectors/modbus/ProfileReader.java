/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import io.nameplate.model.language.document.Fields;
import io.nameplate.model.language.document.Problems;
import io.nameplate.model.language.document.Tree;
import io.nameplate.model.language.document.YamlText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads a device profile and reports everything that is wrong with it, with file and line. */
public final class ProfileReader {

    private ProfileReader() {}

    /**
     * Reads one profile.
     *
     * @param file the name that problems show
     * @throws io.nameplate.model.language.document.DocumentException with every problem found
     */
    public static Profile read(String file, String text) {
        Problems problems = new Problems();
        Fields fields = Fields.of(YamlText.parse(file, text), problems, "a device profile");
        String name = fields.text("profile");
        String source = fields.text("source");
        int function = (int) fields.integer("function", 3, 4, 3);
        WordOrder order = fields.oneOf("word_order", WordOrder.class, WordOrder.ABCD);
        int maxGap = (int) fields.integer("max_gap", 0, ReadPlan.MAX_WORDS, 0);
        List<Point> points = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Tree tree : fields.list("points")) {
            Fields item = Fields.of(tree, problems, "a point");
            Point point = point(item, function, order);
            item.end();
            if (!names.add(point.name())) {
                item.problem("point", "point '" + point.name() + "' stands twice; keep one");
            }
            points.add(point);
        }
        if (points.isEmpty()) {
            fields.problem("points", "profile '" + name + "' has no points");
        }
        fields.end();
        problems.throwIfAny();
        return new Profile(name, source, maxGap, points);
    }

    private static Point point(Fields item, int function, WordOrder order) {
        Point point = new Point(
                item.text("point"),
                (int) item.integer("function", 3, 4, function),
                (int) item.integer("address", 0, 65_535),
                item.oneOf("type", RegisterType.class),
                item.oneOf("word_order", WordOrder.class, order),
                item.number("scale", 1),
                item.value("unit", "one of " + units(), ProfileReader::unit, Unit.NONE),
                item.has("blank")
                        ? OptionalLong.of(item.value("blank", "a number such as 0x8000", Long::decode, 0L))
                        : OptionalLong.empty());
        if (point.end() > 65_536) {
            item.problem(
                    "address",
                    "a " + point.type().words() + "-register value at " + point.address()
                            + " reaches beyond the last register");
        }
        if (point.scale() == 0) {
            item.problem("scale", "'scale' cannot be 0");
        }
        return point;
    }

    private static Unit unit(String symbol) {
        return Unit.of(symbol).orElseThrow(() -> new IllegalArgumentException("no unit is written " + symbol));
    }

    private static String units() {
        return Arrays.stream(Unit.values()).map(Unit::symbol).collect(Collectors.joining(", "));
    }
}
