/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.collectors.validate.PointRule;
import io.nameplate.model.wire.PlantReadings.Quality;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Looks who answers at an address and what it may be. It only reads. */
public final class Scan {

    /** A SunSpec model in a device's map; {@code base} is where its id stands. */
    public record Model(int id, int base, int length) {}

    /**
     * A profile whose points a device can be asked for.
     *
     * @param readable how many of its points have a value that the profile's limits allow
     */
    public record Fit(String profile, int base, int readable, int points) {}

    /** A unit that answers. */
    public record Found(int unit, Map<String, String> identity, List<Model> models, List<Fit> fits) {}

    /** Where devices put the word that begins a SunSpec map. */
    private static final int[] MARKS = {40_000, 50_000, 0};

    private static final int NO_MODEL = 0xFFFF;
    private static final int MOST_MODELS = 50;

    private final Desk desk;
    private final List<Profile> profiles;

    /** A scan with the profiles to try. */
    public Scan(Desk desk, List<Profile> profiles) {
        this.desk = desk;
        this.profiles = profiles;
    }

    /** Whether a unit is there: whatever it answers to a simple question. */
    public Answer knock(int unit) {
        return desk.ask(unit, new Request.Read(ReadFunction.HOLDING_REGISTERS, 0, 1));
    }

    /** Whether what came of knocking shows that somebody is there. */
    public static boolean isThere(Answer answer) {
        return answer.trouble() == null || answer.trouble() == Trouble.EXCEPTION;
    }

    /** What a unit that is there may be. */
    public Found look(int unit) {
        Answer told = desk.ask(unit, new Request.Identify(0));
        Map<String, String> identity = told.trouble() == null ? Identification.of(told.content()) : Map.of();
        List<Model> models = models(unit);
        List<Fit> fits = new ArrayList<>();
        for (Profile profile : profiles) {
            if (profile.name().startsWith("sunspec-")) {
                models.stream()
                        .filter(model -> profile.name().equals("sunspec-" + model.id()))
                        .forEach(model -> fits.add(fit(unit, profile, model.base())));
            } else {
                Fit fit = fit(unit, profile, 0);
                if (fit.readable() == fit.points()) {
                    fits.add(fit);
                }
            }
        }
        return new Found(unit, identity, models, fits);
    }

    private Fit fit(int unit, Profile profile, int base) {
        Inspection inspection = Inspection.of(desk, unit, profile.movedBy(base));
        long readable =
                inspection.seen().stream().filter(seen -> canBe(seen, profile)).count();
        return new Fit(profile.name(), base, (int) readable, profile.points().size());
    }

    private static boolean canBe(Inspection.Seen seen, Profile profile) {
        PointRule rule = profile.limits().points().getOrDefault(seen.point().name(), PointRule.NONE);
        PointValue value = seen.value();
        return value.quality() == Quality.GOOD && rule.allows(value.value());
    }

    private List<Model> models(int unit) {
        for (int mark : MARKS) {
            int[] begin = words(unit, mark, 2);
            if (begin.length == 2 && begin[0] == (('S' << 8) | 'u') && begin[1] == (('n' << 8) | 'S')) {
                return chain(unit, mark + 2);
            }
        }
        return List.of();
    }

    /** Models follow one another, each with its id and length, until one with an id of all ones. */
    private List<Model> chain(int unit, int from) {
        List<Model> models = new ArrayList<>();
        int base = from;
        while (models.size() < MOST_MODELS && base + 2 <= 65_536) {
            int[] head = words(unit, base, 2);
            if (head.length < 2 || head[0] == NO_MODEL || head[1] == 0) {
                break;
            }
            models.add(new Model(head[0], base, head[1]));
            base += 2 + head[1];
        }
        return models;
    }

    private int[] words(int unit, int address, int count) {
        Answer answer = desk.ask(unit, new Request.Read(ReadFunction.HOLDING_REGISTERS, address, count));
        byte[] content = answer.content();
        int[] words = new int[content.length / 2];
        for (int i = 0; i < words.length; i++) {
            words[i] = ((content[2 * i] & 0xFF) << 8) | (content[2 * i + 1] & 0xFF);
        }
        return words;
    }
}
