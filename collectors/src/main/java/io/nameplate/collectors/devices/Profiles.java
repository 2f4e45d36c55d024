/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.devices;

import io.nameplate.collectors.modbus.Profile;
import io.nameplate.collectors.modbus.ProfileReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Finds device profiles by name: first in the operator's folder, then among those that are shipped. */
public final class Profiles {

    private static final List<String> SHIPPED = List.of(
            "apc-smart-ups",
            "cdu-generic",
            "eastron-sdm630",
            "janitza-umg",
            "janitza-umg511",
            "schneider-acti9-smartlink",
            "schneider-iem3000",
            "schneider-pm5000",
            "siemens-pac2200",
            "sunspec-201",
            "sunspec-202",
            "sunspec-203",
            "sunspec-204");
    private static final String ENDING = ".yaml";

    private final Optional<Path> folder;
    private final Map<String, Optional<Profile>> known = new HashMap<>();
    /** Those that are being read: one that extends itself is not found. */
    private final Set<String> opening = new HashSet<>();

    /** Those that are shipped, and those of a folder. */
    public Profiles(Optional<Path> folder) {
        this.folder = folder;
    }

    /**
     * The profile of a name, if there is one.
     *
     * @throws io.nameplate.model.language.document.DocumentException if it is broken
     */
    public Optional<Profile> find(String name) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            return Optional.empty();
        }
        Optional<Profile> profile = known.get(name);
        if (profile == null && opening.add(name)) {
            try {
                profile = own(name).or(() -> shipped(name));
                known.put(name, profile);
            } finally {
                opening.remove(name);
            }
        }
        return profile == null ? Optional.empty() : profile;
    }

    /** The names of all profiles there are, sorted. */
    public List<String> names() {
        TreeSet<String> names = new TreeSet<>(SHIPPED);
        folder.ifPresent(parent -> {
            try (Stream<Path> files = Files.list(parent)) {
                files.map(file -> file.getFileName().toString())
                        .filter(file -> file.endsWith(ENDING))
                        .forEach(file -> names.add(file.substring(0, file.length() - ENDING.length())));
            } catch (IOException broken) {
                throw new UncheckedIOException("profiles in " + parent + " cannot be listed", broken);
            }
        });
        return List.copyOf(names);
    }

    private Optional<Profile> own(String name) {
        Optional<Path> file =
                folder.map(parent -> parent.resolve(name + ENDING)).filter(Files::isRegularFile);
        return file.map(path -> {
            try {
                return ProfileReader.read(path.toString(), Files.readString(path), this::find);
            } catch (IOException broken) {
                throw new UncheckedIOException("profile " + path + " cannot be read", broken);
            }
        });
    }

    private Optional<Profile> shipped(String name) {
        String resource = "/profiles/" + name + ".yaml";
        try (InputStream in = Profiles.class.getResourceAsStream(resource)) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(ProfileReader.read(
                            name + ".yaml", new String(in.readAllBytes(), StandardCharsets.UTF_8), this::find));
        } catch (IOException broken) {
            throw new UncheckedIOException("shipped profile " + name + " cannot be read", broken);
        }
    }
}
