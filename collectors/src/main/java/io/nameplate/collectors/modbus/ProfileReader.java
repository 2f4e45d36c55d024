/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import io.nameplate.collectors.units.Unit;
import io.nameplate.model.language.document.Fields;
import io.nameplate.model.language.document.Problems;
import io.nameplate.model.language.document.Tree;
import io.nameplate.model.language.document.YamlText;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/** Reads a device profile and reports everything that is wrong with it, with file and line. */
public final class ProfileReader {

    private static final int MAX_WORDS = ReadFunction.HOLDING_REGISTERS.most();

    private ProfileReader() {}

    /** Reads a profile that extends none. */
    public static Profile read(String file, String text) {
        return read(file, text, none -> Optional.empty());
    }

    /**
     * Reads one profile.
     *
     * @param file the name that problems show
     * @param others gives the profile that one extends, by its name
     * @throws io.nameplate.model.language.document.DocumentException with every problem found
     */
    public static Profile read(String file, String text, Function<String, Optional<Profile>> others) {
        Problems problems = new Problems();
        Fields fields = Fields.of(YamlText.parse(file, text), problems, "a device profile");
        String name = fields.text("profile");
        String source = fields.text("source");
        Optional<Profile> base = fields.has("extends") ? extended(fields, others) : Optional.empty();
        ReadFunction function = function(fields, ReadFunction.HOLDING_REGISTERS);
        WordOrder order = fields.oneOf("word_order", WordOrder.class, WordOrder.ABCD);
        int maxGap = (int) fields.integer(
                "max_gap", 0, MAX_WORDS, base.map(Profile::maxGap).orElse(0));
        int maxWords = (int) fields.integer(
                "max_words", 1, MAX_WORDS, base.map(Profile::maxWords).orElse(MAX_WORDS));
        Pace pace = Paces.read(fields, base.map(Profile::pace).orElse(Pace.NONE));
        Map<String, Point> points = new LinkedHashMap<>();
        base.ifPresent(found -> found.points().forEach(point -> points.put(point.name(), point)));
        leaveOut(fields, points);
        Set<String> names = new HashSet<>();
        List<Tree> own = base.isPresent() && !fields.has("points") ? List.of() : fields.list("points");
        for (Tree tree : own) {
            Fields item = Fields.of(tree, problems, "a point");
            Point point = point(item, function, order, maxWords);
            item.end();
            if (!names.add(point.name())) {
                item.problem("point", "point '" + point.name() + "' stands twice; keep one");
            }
            points.put(point.name(), point);
        }
        if (points.isEmpty()) {
            fields.problem("points", "profile '" + name + "' has no points");
        }
        fields.end();
        problems.throwIfAny();
        return new Profile(name, source, maxGap, maxWords, pace, List.copyOf(points.values()));
    }

    private static Optional<Profile> extended(Fields fields, Function<String, Optional<Profile>> others) {
        String name = fields.text("extends");
        Optional<Profile> found = others.apply(name);
        if (found.isEmpty()) {
            fields.problem("extends", "there is no profile '" + name + "' to extend, or it extends this one");
        }
        return found;
    }

    /** Takes points of the extended profile away that this kind of device has not. */
    private static void leaveOut(Fields fields, Map<String, Point> points) {
        if (fields.has("without")) {
            for (String name : fields.values("without", text -> text)) {
                if (points.remove(name) == null) {
                    fields.problem("without", "the profile that is extended has no point '" + name + "'");
                }
            }
        }
    }

    private static Point point(Fields item, ReadFunction function, WordOrder order, int maxWords) {
        Point point = new Point(
                item.text("point"),
                function(item, function),
                (int) item.integer("address", 0, 65_535),
                item.oneOf("type", RegisterType.class),
                item.oneOf("word_order", WordOrder.class, order),
                number(item, "bit", 63),
                item.number("scale", 1),
                number(item, "scale_at", 65_535),
                item.value("unit", "one of " + Unit.symbols(), ProfileReader::unit, Unit.NONE),
                blanks(item));
        if (point.end() > 65_536) {
            item.problem(
                    "address",
                    "a " + point.type().words() + "-register value at " + point.address()
                            + " reaches beyond the last register");
        }
        if (point.end() - point.from() > maxWords) {
            item.problem(
                    item.has("scale_at") ? "scale_at" : "address",
                    "reading this point takes " + (point.end() - point.from())
                            + " registers in one answer, the device gives " + maxWords);
        }
        if (point.bit().orElse(0) >= 16 * point.type().words()) {
            item.problem(
                    "bit",
                    "a " + point.type().words() + "-register value has no bit "
                            + point.bit().getAsInt());
        }
        if (point.scale() == 0) {
            item.problem("scale", "'scale' cannot be 0");
        }
        return point;
    }

    private static ReadFunction function(Fields fields, ReadFunction standard) {
        int code = (int) fields.integer("function", 3, 4, standard.code());
        return ReadFunction.of(code).orElse(standard);
    }

    /** One number or a list of them. */
    private static Set<Long> blanks(Fields item) {
        if (item.tree("blank") instanceof Tree.Scalar) {
            return Set.of(item.value("blank", "a number such as 0x8000", Long::decode, 0L));
        }
        return item.has("blank") ? Set.copyOf(item.values("blank", Long::decode)) : Set.of();
    }

    private static OptionalInt number(Fields item, String key, int max) {
        return item.has(key) ? OptionalInt.of((int) item.integer(key, 0, max)) : OptionalInt.empty();
    }

    private static Unit unit(String symbol) {
        return Unit.of(symbol).orElseThrow(() -> new IllegalArgumentException("no unit is written " + symbol));
    }
}
