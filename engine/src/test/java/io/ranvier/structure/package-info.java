/**
 * What the compiler does not check: that layers import downwards, that the specification says what
 * the code says, that each rule of the house is kept.
 *
 * <p>Some sections of the documents in {@code engine/docs} are rendered from the code, between
 * {@code <!-- generated:name -->} and {@code <!-- end generated -->}. The tests compare them; this
 * rewrites them:
 *
 * <pre>
 *   mvn -o -q -pl engine -am test -Dtest='io.ranvier.structure.*Test' -Dranvier.docs.update=true
 * </pre>
 */
package io.ranvier.structure;
