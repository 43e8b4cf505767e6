"""Names for people who do not exist, from many places, as a town's are."""

FIRST = {
    "female": (
        "Maria Amina Sofia Grace Nadia Zara Priya Hana Ivy Ruth Lily Mina Noor Elif Aisha Clara Emma Fatima Helena Ines "
        "Joan Kezia Lucy Mary Nell Olga Petra Rosa Sara Tessa Uma Vera Wanda Ximena Yara Anna Beth Chloe Dina Eva"
    ).split(),
    "male": (
        "Omar Jean Hugo Tom Ben Leo Dan Max Ian Sam Ali Carl Peter George Dev Yusuf Ken Paul Rob Finn Abdul Tariq Joel Karl "
        "Liam Marco Noah Oscar Pavel Quentin Rafael Stefan Tim Umar Victor Walid Xavier Yanis Zeno Adam"
    ).split(),
}
LAST = (
    "Lopes Khalil Chen Farah Petit Bauer Adeyemi Aziz Wolf Costa Hart Patel Sato Elliot Briggs Lind Reyes Obi Braun Demir Park "
    "Rahman Reid Marsh Iqbal Green Moss Novak Marin Kaya Cole Quinn Fox Ito Nair Stone Berg Aslam Dunn Daly Prado Nasir Shaw "
    "Vance Teo Vogel Murphy Silva Haas Jensen Okafor Popov Rossi Schmidt Tanaka Umarov Varga Walsh Yilmaz Zhang Mensah Larsen "
    "Kowalska Ibrahim Hughes Garcia Fischer Evans Dubois Campbell Bianchi Andersson"
).split()
REASONS = (
    "The rash on both arms came back after the cream.",
    "A mole on my back has changed its colour.",
    "Follow-up after the blood test.",
    "My knee hurts on the stairs, for about three weeks.",
    "Dizzy when I get up in the morning.",
    "Check-up, as you asked me to come back in three months.",
    "Trouble sleeping since the summer.",
    "My son has a cough that does not go away.",
    "New glasses: the old ones give me a headache.",
    "I would like to talk about my medicine.",
    "Pain in the lower back after lifting.",
    "",
)


def full_name(random, sex):
    return f"{random.choice(FIRST[sex])} {random.choice(LAST)}"
