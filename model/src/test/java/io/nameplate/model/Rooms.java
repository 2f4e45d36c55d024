/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.ClassesShould;
import java.time.Clock;
import java.time.Instant;
import java.util.stream.Stream;

/** Packages whose classes may know some others and not the rest: the words in which each module's rooms are told. */
public final class Rooms {

    private final String[] packages;

    private Rooms(String... packages) {
        this.packages = packages;
    }

    /** The classes of packages, as ArchUnit writes them, such as {@code ..collectors.modbus..}. */
    public static Rooms of(String... packages) {
        return new Rooms(packages);
    }

    /** They know themselves, these, and nobody else. */
    public ArchRule knowOnly(String... others) {
        return classes()
                .that()
                .resideInAnyPackage(packages)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        Stream.of(packages, others).flatMap(Stream::of).toArray(String[]::new));
    }

    /** They know none of these. */
    public ArchRule knowNoneOf(String... others) {
        return noClasses()
                .that()
                .resideInAnyPackage(packages)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others);
    }

    /** Nobody else knows these. */
    public ArchRule aloneKnow(String... others) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(packages)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others);
    }

    /** Nobody else reads a clock of its own: time is handed in. */
    public ArchRule aloneReadAClock() {
        return readingAClock(
                noClasses().that().resideOutsideOfPackages(packages).should());
    }

    /** Nobody reads a clock of its own: time is handed in. */
    public static ArchRule nobodyReadsAClock() {
        return readingAClock(noClasses().should());
    }

    private static ArchRule readingAClock(ClassesShould who) {
        return who.callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Clock.class, "systemUTC");
    }

    /** Nobody else makes key stores or reads keys. */
    public ArchRule aloneMakeKeyStores() {
        return makingKeyStores(
                noClasses().that().resideOutsideOfPackages(packages).should());
    }

    /** Nobody makes key stores or reads keys: they are made elsewhere. */
    public static ArchRule nobodyMakesKeyStores() {
        return makingKeyStores(noClasses().should());
    }

    private static ArchRule makingKeyStores(ClassesShould who) {
        return who.dependOnClassesThat().haveNameMatching("java\\.security\\.(KeyStore|KeyFactory)");
    }

    /** Nobody knows these. */
    public static ArchRule nobodyKnows(String... others) {
        return noClasses().should().dependOnClassesThat().resideInAnyPackage(others);
    }
}
